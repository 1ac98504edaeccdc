import { texToText } from '../../src/domain/tex/tex.ts';
import type { BenchPaper } from '../relevance/papers.ts';

export const formKinds = ['acronyms', 'versions', 'accents', 'plurals'] as const;
export type FormKind = (typeof formKinds)[number];

/** A search, and what a page that answers it says: a rule on the readable text of abstract or authors. */
export type FormQuery = { kind: FormKind; typed: string; says: RegExp };

const all = (kind: FormKind, list: readonly (readonly [string, RegExp])[]): FormQuery[] =>
  list.map(([typed, says]) => ({ kind, typed, says }));

export const formQueries: readonly FormQuery[] = [
  ...all('acronyms', [
    ['LLM', /\bLLMs?\b/],
    ['llms', /\bLLMs?\b/],
    ['VLM', /\bVLMs?\b/],
    ['MLLM', /\bMLLMs?\b/],
    ['VLA', /\bVLAs?\b/],
    ['UAVs', /\bUAVs?\b/],
    ['CNN', /\bCNNs?\b/],
    ['GNN', /\bGNNs?\b/],
    ['GPU', /\bGPUs?\b/],
    ['SLAM', /\bSLAM\b/],
    ['LoRA', /\bLoRAs?\b/],
    ['PDE', /\bPDEs?\b/],
  ]),
  ...all('versions', [
    ['Qwen2.5', /\bQwen[- ]?2\.5/],
    ['Qwen 2.5', /\bQwen[- ]?2\.5/],
    ['GPT 4', /\bGPT[- ]?4(?![\d.o])/],
    ['GPT-4o', /\bGPT[- ]?4o\b/],
    ['Llama 2', /\bllama[- ]?2(?![\d.])/i],
    ['Llama-3', /\bllama[- ]?3/i],
    ['Gemini 2.5', /\bGemini[- ]?2\.5/],
    ['ResNet 50', /\bResNet[- ]?50/],
    ['LLaVA 1.5', /\bLLaVA[- ]?1\.5/],
    ['SAM 2', /\bSAM[- ]?2(?![\d.])/],
    ['CIFAR 10', /\bCIFAR[- ]?10(?!\d)/],
    ['COVID 19', /\bCOVID[- ]?19/],
  ]),
  ...all('accents', [
    ['Remi Munos', /Rémi Munos/],
    ['Niessner', /Nießner/],
    ['Grönwall', /Gr(?:ö|o)nwall/],
    ['Gronwall', /Gr(?:ö|o)nwall/],
    ['Bezier', /B[ée]zier/i],
    ['Möbius', /M[öo]bius/],
    ['Lévy flights', /Lévy flights/],
    ['Levy', /Lévy/],
    ['Erdos', /Erdős/],
    ['CO2', /CO₂/],
    ['H2O', /H₂O/],
    ['alpha-divergence', /α-divergence/],
    ['k-means', /k-means/i],
    ['Hastad', /Håstad/],
    ['author:"Łukasz Kaiser"', /Łukasz Kaiser/],
    ['author:Sorensen', /Sørensen/],
    ['naive bayes', /naïve Bayes/],
  ]),
  ...all('plurals', [
    ['matrix', /\bmatri(?:x|ces)\b/i],
    ['matrices', /\bmatri(?:x|ces)\b/i],
    ['vertex', /\bvert(?:ex|ices)\b/i],
    ['hypothesis', /\bhypothes[ie]s\b/i],
    ['criterion', /\bcriteri(?:on|a)\b/i],
    ['trajectory', /\btrajector(?:y|ies)\b/i],
    ['mesh', /\bmesh(?:es)?\b/i],
    ['index', /\bind(?:ex|exes|ices)\b/i],
    ['corpus', /\bcorp(?:us|ora|uses)\b/i],
    ['spectrum', /\bspectr(?:um|a)\b/i],
  ]),
];

/** What a paper of the collection says where it can be found, as a page shows it. */
export function saidBy({ abstract, authors }: Pick<BenchPaper, 'abstract' | 'authors'>): string {
  return [texToText(abstract), ...authors.map(texToText)].join('\n');
}

/** Papers in the TeX and the spellings that the collection has too few of. Nobody else's words are in them. */
export const madeForms: readonly Pick<BenchPaper, 'abstract' | 'authors'>[] = [
  {
    abstract: "L\\'evy flights and Erd\\H{o}s--R\\'enyi graphs for CO$_2$ capture beside H$_2$O.",
    authors: ['Johan H{\\aa}stad'],
  },
  { abstract: 'We bound the $\\alpha$-divergence of $k$-means.', authors: ['\\L{}ukasz Kaiser'] },
  { abstract: 'Lévy flights, naïve Bayes, CO₂ and H₂O.', authors: ['J\\o{}rgen S\\o{}rensen'] },
  { abstract: 'The α-divergence by Gr\\"onwall and M{\\"o}bius.', authors: ["R\\'emi Munos"] },
  { abstract: 'Llama-3.1-8B and LLaMA3 beside Qwen2.5-7B, GPT-4 and Gemma-2.', authors: ['Ada Lovelace'] },
  { abstract: 'COVID-19 forecasts by ResNet-50 and ResNet50.', authors: ['Grace Hopper'] },
];
