export const queryKinds = [
  'keyword',
  'acronym',
  'synonym',
  'natural',
  'question',
  'misspelt',
  'filtered',
] as const;
export type QueryKind = (typeof queryKinds)[number];

/** What is typed, and which papers answer it: those whose title, which no ranker sees, matches. */
export type JudgedQuery = { kind: QueryKind; typed: string; title: RegExp };

const judged = (kind: QueryKind, list: readonly (readonly [string, RegExp])[]): JudgedQuery[] =>
  list.map(([typed, title]) => ({ kind, typed, title }));

const splatting = /splat|gaussian avatar|3d ?gaussians|\b[34]?D?GS\b|GS[-:]|-GS/i;
const driving = /autonomous driving|self-driving|\bdriving\b|autonomous vehicle/i;
const quadrotors = /quadrotor|\bdrone|\bUAV|multirotor|micro aerial|aerial vehicle/i;
const mpc = /predictive control|\bMPC\b/i;
const watermarks = /watermark/i;
const posing = /pose estimation|6d pose|6-?dof pose|pose track/i;
const moe = /mixture[- ]of[- ](?:\w+[- ])?experts|\bMoE\b/i;
const vla = /vision-language-action|\bVLAs?\b|VLA/;
const slam = /SLAM|simultaneous localization|odometry/i;
const anomalies = /anomal/i;
const hands = /dexterous|dexterity|multi-?finger|in-hand/i;
const legs = /quadruped|legged|locomotion/i;
const humanoids = /humanoid/i;
const retrieval = /retrieval/i;
const video = /text-to-video|video generation|video diffusion|video generat/i;
const hallucination = /hallucinat/i;
const flow = /flow[- ]match/i;
const federated = /federated/i;
const points = /point ?cloud/i;
const depth = /depth estimat|monocular depth|depth completion/i;
const thought = /chain[- ]of[- ]thought|\bCoT\b/i;
const worldModels = /world[- ]model/i;
const tactile = /tactile|touch/i;
const distillation = /distill/i;
const openVocabulary = /open[- ]vocab/i;
const medical =
  /medical|clinical|radiolog|patholog|\bct\b|\bmri\b|surgical|patient|cancer|tumou?r|ultrasound|endoscop/i;
const navigation = /language navigation|\bVLN\b|visual navigation|object navigation/i;
const safeRl = /safe (?:\w+ )?reinforcement|safe rl|constrained (?:\w+ )?reinforcement|risk.*reinforcement/i;
const avatars = /avatar|head model|talking head|facial anim/i;
const forecasting = /forecast|time[- ]series/i;
const planning = /motion plan|trajectory optim|path plan|trajectory plan/i;

/**
 * Written before any ranker ran, by somebody who looked at titles alone. A title that matches is an answer; whether the
 * paper has others without saying so in its title is not known, and counts for no ranker.
 */
export const judgedQueries: readonly JudgedQuery[] = [
  ...judged('keyword', [
    ['gaussian splatting', splatting],
    ['watermark', watermarks],
    ['diffusion policy', /diffusion[- ](?:based )?polic|diffusion.*polic/i],
    ['object detection', /object detect|\bDETR|YOLO/i],
    ['semantic segmentation', /semantic segment/i],
    ['imitation learning', /imitation|behaviou?r cloning|learning from demonstration/i],
    ['world models', worldModels],
    ['visual grounding', /grounding/i],
    ['knowledge distillation', distillation],
    ['point cloud registration', /registration/i],
    ['video anomaly detection', /video anomal|anomal.*video/i],
    ['multi-robot coordination', /multi-robot|multi-agent path|swarm|collaborative quadruped|robot team/i],
    ['token compression', /token (?:compress|prun|reduc|merg)|compress.*token/i],
    ['optical flow', /optical flow/i],
  ]),
  ...judged('acronym', [
    ['VLA', vla],
    ['MPC', mpc],
    ['SLAM', slam],
    ['MoE', moe],
    ['3DGS', splatting],
    ['UAV', quadrotors],
    ['RAG', /retrieval[- ]augmented|\bRAG\b/i],
    ['CoT', thought],
    ['RLHF', /RLHF|human feedback|preference (?:learn|optim|align)/i],
    ['VLN', navigation],
    ['NeRF', /nerf|radiance field/i],
  ]),
  ...judged('synonym', [
    ['self-driving cars', driving],
    ['drones', quadrotors],
    ['novel view rendering from photographs', /view synthesis|radiance field|nerf|splatting/i],
    ['robot hands with many fingers', hands],
    ['walking robots', legs],
    ['recognising what people do in videos', /action recognition|activity recognition/i],
    ['outlier detection', /anomal|out-of-distribution|\bOOD\b/i],
    ['remembering earlier tasks without forgetting', /continual|lifelong|forgetting|incremental/i],
    ['private distributed training', federated],
    ['touch sensing', tactile],
    ['robots shaped like humans', humanoids],
    ['linear-time sequence models', /mamba|state[- ]space/i],
  ]),
  ...judged('natural', [
    ['papers about controlling quadrotors with model predictive control', mpc],
    [
      'methods that make large language models smaller or faster',
      /(?=.*(?:language model|LLM|VLM))(?=.*(?:efficien|compress|quanti[sz]|prun|accelerat))/i,
    ],
    ['benchmarks of spatial reasoning for vision language models', /spatial/i],
    ['generating videos from text', video],
    [
      'robots that learn from human videos',
      /human (?:video|demonstration)|from human|egocentric|human-to-robot/i,
    ],
    ['estimating the pose of objects', posing],
    ['transferring policies from simulation to the real world', /sim-?to-?real|sim2real|real-to-sim/i],
    ['mistakes of multimodal models that see what is not there', hallucination],
    ['estimating depth from one image', depth],
    ['predicting time series', forecasting],
    ['editing images with instructions', /image edit|editing|\bedit\b/i],
    ['foundation models for medical images', medical],
  ]),
  ...judged('question', [
    [
      'how can a robot grasp transparent or deformable objects?',
      /grasp|deformable|fabric|cloth|transparent/i,
    ],
    ['can language models reason about graphs?', /\bgraphs?\b/i],
    ['what is flow matching used for?', flow],
    ['how do I make reinforcement learning safe?', safeRl],
    ['which datasets are there for humanoid locomotion?', /humanoid|locomotion/i],
    ['why do vision language models hallucinate?', hallucination],
    ['how are avatars animated from audio?', avatars],
    [
      'is there a survey of vision language action models?',
      /survey.*vision-language-action|survey.*VLA|review.*vision-language-action|vision-language-action.*survey|vision-language-action.*review/i,
    ],
    ['how do mobile robots find collision-free paths?', planning],
    [
      'can models detect objects of classes that they never saw?',
      /open[- ]vocab|zero[- ]shot.*detect|open[- ]world|novel class|few-shot.*detect/i,
    ],
  ]),
  ...judged('misspelt', [
    ['gausian splating', splatting],
    ['quadrottor', quadrotors],
    ['reinforcment lerning for locomotion', legs],
    ['chain of thougt', thought],
    ['anomoly detection', anomalies],
    ['federeted learning', federated],
    ['dexterious manipulation', hands],
    ['point clowd', points],
    ['halucination', hallucination],
    ['retreival', retrieval],
  ]),
  ...judged('filtered', [
    ['manipulation cat:cs.RO', /manipulat|grasp/i],
    ['gaussian splatting -cat:cs.RO', splatting],
    ['world models from:2025-10-15', worldModels],
    ['self-driving cars cat:cs.RO', driving],
    ['open vocabulary from:2025-10-01 to:2025-10-20', openVocabulary],
    ['large language models to:2024', /language model|\bLLM|GPT/i],
    ['humaniod robots cat:cs.RO', humanoids],
  ]),
];
