import type { CatalogueTopic } from './topic.ts';

/**
 * arXiv's taxonomy (https://arxiv.org/category_taxonomy): 155 active categories in eight groups, with both sides
 * of each alias as arXiv lists them, and the eleven archives that are divided into categories. Names are
 * arXiv's, descriptions are ours.
 */

/** id, name, description */
type Entry = readonly [id: string, name: string, description: string];

type Group = { name: string; archives: readonly { archive: Entry | null; categories: readonly Entry[] }[] };

const groups: readonly Group[] = [
  {
    name: 'Computer Science',
    archives: [
      {
        archive: [
          'cs',
          'Computer Science (all of cs)',
          'Everything in computer science: every paper with at least one of the cs categories.',
        ],
        categories: [
          [
            'cs.AI',
            'Artificial Intelligence',
            'Planning, knowledge representation, automated reasoning and general questions of intelligent systems.',
          ],
          [
            'cs.AR',
            'Hardware Architecture',
            'Processors, memory systems, accelerators and how computing hardware is organised.',
          ],
          [
            'cs.CC',
            'Computational Complexity',
            'How much time, memory or randomness problems need, and which classes of problems are equally hard.',
          ],
          [
            'cs.CE',
            'Computational Engineering, Finance, and Science',
            'Simulation and modelling that put computers to work on engineering, scientific and financial problems.',
          ],
          [
            'cs.CG',
            'Computational Geometry',
            'Algorithms for points, polygons, meshes and other geometric objects.',
          ],
          [
            'cs.CL',
            'Computation and Language',
            'Natural language processing and computational linguistics, from language models to translation.',
          ],
          [
            'cs.CR',
            'Cryptography and Security',
            'Ciphers, protocols, attacks on systems and software, privacy, and the defences against them.',
          ],
          [
            'cs.CV',
            'Computer Vision and Pattern Recognition',
            'Understanding and generating images and video: recognition, segmentation, reconstruction, synthesis.',
          ],
          [
            'cs.CY',
            'Computers and Society',
            'What computing does to people, law, education and policy, and how it ought to be done responsibly.',
          ],
          ['cs.DB', 'Databases', 'Storing, querying, cleaning and mining data, and the systems that do so.'],
          [
            'cs.DC',
            'Distributed, Parallel, and Cluster Computing',
            'Many machines or cores working together: consistency, fault tolerance, scheduling, scaling.',
          ],
          [
            'cs.DL',
            'Digital Libraries',
            'Digital collections, scholarly communication, citations and the study of science itself.',
          ],
          [
            'cs.DM',
            'Discrete Mathematics',
            'Graphs, combinatorics and discrete probability as computer science uses them.',
          ],
          [
            'cs.DS',
            'Data Structures and Algorithms',
            'Designing algorithms and data structures and proving how fast they are.',
          ],
          [
            'cs.ET',
            'Emerging Technologies',
            'Computing beyond ordinary silicon chips: quantum, photonic, molecular, neuromorphic devices.',
          ],
          [
            'cs.FL',
            'Formal Languages and Automata Theory',
            'Grammars, automata and the combinatorics of words.',
          ],
          [
            'cs.GL',
            'General Literature',
            'Introductions, surveys, forecasts and essays about computing at large.',
          ],
          [
            'cs.GR',
            'Graphics',
            'Rendering, animation, geometry and appearance: making pictures with computers.',
          ],
          [
            'cs.GT',
            'Computer Science and Game Theory',
            'Auctions, mechanisms, equilibria and learning among self-interested parties.',
          ],
          [
            'cs.HC',
            'Human-Computer Interaction',
            'Interfaces, how people use computers, and how to study it.',
          ],
          [
            'cs.IR',
            'Information Retrieval',
            'Search engines, ranking, recommendation and indexing of text and other media.',
          ],
          [
            'cs.IT',
            'Information Theory',
            'Limits of communication and compression, and the codes that approach them.',
          ],
          [
            'cs.LG',
            'Machine Learning',
            'All aspects of machine learning: methods, theory, robustness, fairness and applications.',
          ],
          [
            'cs.LO',
            'Logic in Computer Science',
            'Logic applied to computing: verification, proof assistants, model checking, semantics.',
          ],
          [
            'cs.MA',
            'Multiagent Systems',
            'Several agents that cooperate or compete, their coordination and collective behaviour.',
          ],
          ['cs.MM', 'Multimedia', 'Systems and methods for combined media such as video, audio and images.'],
          [
            'cs.MS',
            'Mathematical Software',
            'Libraries and tools for numerical and symbolic mathematics, and how well they perform.',
          ],
          [
            'cs.NA',
            'Numerical Analysis',
            'Numerical methods and their errors, under the computer science heading; the same list as math.NA.',
          ],
          [
            'cs.NE',
            'Neural and Evolutionary Computing',
            'Neural networks as models of computation, spiking networks, genetic algorithms, artificial life.',
          ],
          [
            'cs.NI',
            'Networking and Internet Architecture',
            'Network protocols, wireless and wired networks, and the architecture of the Internet.',
          ],
          ['cs.OH', 'Other Computer Science', 'Computer science papers for which no other category fits.'],
          [
            'cs.OS',
            'Operating Systems',
            'Kernels, file systems, scheduling, memory management and virtualisation.',
          ],
          ['cs.PF', 'Performance', 'Measuring, modelling and predicting how fast computer systems are.'],
          [
            'cs.PL',
            'Programming Languages',
            'Design, semantics, type systems and compilation of programming languages.',
          ],
          [
            'cs.RO',
            'Robotics',
            'Robots that move, grasp, navigate and learn: hardware, control, planning, perception.',
          ],
          [
            'cs.SC',
            'Symbolic Computation',
            'Computer algebra: exact computation with formulas, polynomials and other symbolic objects.',
          ],
          ['cs.SD', 'Sound', 'Computing with sound: music, speech, audio analysis and synthesis.'],
          [
            'cs.SE',
            'Software Engineering',
            'How software is specified, written, tested, repaired and maintained.',
          ],
          [
            'cs.SI',
            'Social and Information Networks',
            'Social networks, the spread of information, and what their data say about people.',
          ],
          [
            'cs.SY',
            'Systems and Control',
            'Automatic control of physical and computing systems; the same list as eess.SY.',
          ],
        ],
      },
    ],
  },
  {
    name: 'Statistics',
    archives: [
      {
        archive: [
          'stat',
          'Statistics (all of stat)',
          'Everything in statistics: every paper with at least one of the stat categories.',
        ],
        categories: [
          [
            'stat.AP',
            'Applications',
            'Statistics at work in medicine, the environment, engineering, industry and the social sciences.',
          ],
          [
            'stat.CO',
            'Computation',
            'Algorithms and software for statistics: sampling, optimisation, simulation, visualisation.',
          ],
          [
            'stat.ME',
            'Methodology',
            'New statistical methods: design, inference, model selection, survival and spatial analysis.',
          ],
          [
            'stat.ML',
            'Machine Learning',
            'Machine learning seen from statistics, with an eye to theory and inference.',
          ],
          ['stat.OT', 'Other Statistics', 'Statistics papers for which no other category fits.'],
          [
            'stat.TH',
            'Statistics Theory',
            'Asymptotics, estimation, testing and Bayesian foundations; the same list as math.ST.',
          ],
        ],
      },
    ],
  },
  {
    name: 'Electrical Engineering and Systems Science',
    archives: [
      {
        archive: [
          'eess',
          'Electrical Engineering and Systems Science (all of eess)',
          'Everything in electrical engineering and systems science: every paper with at least one of the eess categories.',
        ],
        categories: [
          [
            'eess.AS',
            'Audio and Speech Processing',
            'Recognising, enhancing, separating and synthesising speech, music and other audio signals.',
          ],
          [
            'eess.IV',
            'Image and Video Processing',
            'Capturing, restoring, compressing and analysing images and video, medical imaging included.',
          ],
          [
            'eess.SP',
            'Signal Processing',
            'Extracting information from signals of all kinds: radar, communications, biomedical, sensor arrays.',
          ],
          [
            'eess.SY',
            'Systems and Control',
            'Modelling, analysis and control of dynamic systems, from aircraft to power grids.',
          ],
        ],
      },
    ],
  },
  {
    name: 'Mathematics',
    archives: [
      {
        archive: [
          'math',
          'Mathematics (all of math)',
          'Everything in mathematics: every paper with at least one of the math categories.',
        ],
        categories: [
          [
            'math.AC',
            'Commutative Algebra',
            'Commutative rings, their ideals and modules, and the homological algebra around them.',
          ],
          [
            'math.AG',
            'Algebraic Geometry',
            'Varieties, schemes, sheaves, stacks and moduli: geometry of polynomial equations.',
          ],
          [
            'math.AP',
            'Analysis of PDEs',
            'Partial differential equations: existence, uniqueness, regularity and long-time behaviour.',
          ],
          ['math.AT', 'Algebraic Topology', 'Homotopy, homology and other algebraic invariants of spaces.'],
          [
            'math.CA',
            'Classical Analysis and ODEs',
            'Harmonic analysis, special functions, inequalities and ordinary differential equations.',
          ],
          [
            'math.CO',
            'Combinatorics',
            'Counting, graphs, designs and extremal questions about finite structures.',
          ],
          [
            'math.CT',
            'Category Theory',
            'Categories, functors, toposes and higher categories for their own sake.',
          ],
          ['math.CV', 'Complex Variables', 'Holomorphic functions of one and several complex variables.'],
          ['math.DG', 'Differential Geometry', 'Smooth manifolds with metrics, connections and curvature.'],
          ['math.DS', 'Dynamical Systems', 'Iterated maps and flows, ergodic theory, stability and chaos.'],
          [
            'math.FA',
            'Functional Analysis',
            'Banach and Hilbert spaces, operators on them, distributions and measures.',
          ],
          [
            'math.GM',
            'General Mathematics',
            'Mathematics of general interest that no other category covers.',
          ],
          [
            'math.GN',
            'General Topology',
            'Point-set topology: continua, separation, compactness, dimension.',
          ],
          ['math.GR', 'Group Theory', 'Finite and infinite groups, their structure, actions and growth.'],
          ['math.GT', 'Geometric Topology', 'Low-dimensional manifolds, knots, surfaces and foliations.'],
          ['math.HO', 'History and Overview', 'History, philosophy, teaching and recreation of mathematics.'],
          [
            'math.IT',
            'Information Theory',
            'Information and coding theory under the mathematics heading; the same list as cs.IT.',
          ],
          [
            'math.KT',
            'K-Theory and Homology',
            'Algebraic and topological K-theory and its ties to topology and operator algebras.',
          ],
          ['math.LO', 'Logic', 'Set theory, model theory, computability, proofs and foundations.'],
          ['math.MG', 'Metric Geometry', 'Convex bodies, discrete and hyperbolic geometry, metric spaces.'],
          [
            'math.MP',
            'Mathematical Physics',
            'Rigorous mathematics for physics, under the mathematics heading; the same list as math-ph.',
          ],
          [
            'math.NA',
            'Numerical Analysis',
            'Algorithms for the problems of analysis and linear algebra, with their errors and convergence.',
          ],
          [
            'math.NT',
            'Number Theory',
            'Primes, Diophantine equations, L-functions, arithmetic geometry and Galois theory.',
          ],
          ['math.OA', 'Operator Algebras', 'C*-algebras, von Neumann algebras and noncommutative geometry.'],
          [
            'math.OC',
            'Optimization and Control',
            'Optimisation, operations research, optimal control and games.',
          ],
          [
            'math.PR',
            'Probability',
            'Random variables, stochastic processes, limit theorems and random structures.',
          ],
          ['math.QA', 'Quantum Algebra', 'Quantum groups, operads, vertex algebras and skein theory.'],
          [
            'math.RA',
            'Rings and Algebras',
            'Noncommutative and nonassociative algebras, lattices, semigroups and linear algebra.',
          ],
          [
            'math.RT',
            'Representation Theory',
            'How groups and algebras act on vector spaces, and Lie theory.',
          ],
          ['math.SG', 'Symplectic Geometry', 'Symplectic and contact manifolds and Hamiltonian dynamics.'],
          ['math.SP', 'Spectral Theory', 'Spectra of differential, integral and random operators.'],
          [
            'math.ST',
            'Statistics Theory',
            'The mathematics of inference: estimation, testing, asymptotics and high dimensions.',
          ],
        ],
      },
    ],
  },
  {
    name: 'Physics',
    archives: [
      {
        archive: [
          'physics',
          'Physics (all of physics)',
          'General physics: every paper with at least one of the physics categories, but not those of the other archives.',
        ],
        categories: [
          [
            'physics.acc-ph',
            'Accelerator Physics',
            'Particle accelerators, beams and the light sources built on them.',
          ],
          [
            'physics.ao-ph',
            'Atmospheric and Oceanic Physics',
            'Weather, climate, oceans and the physics and chemistry of the atmosphere.',
          ],
          [
            'physics.app-ph',
            'Applied Physics',
            'Physics put to use in devices, materials, sensors and energy.',
          ],
          [
            'physics.atm-clus',
            'Atomic and Molecular Clusters',
            'Structure and properties of clusters of atoms and of nanoparticles.',
          ],
          [
            'physics.atom-ph',
            'Atomic Physics',
            'Atoms and simple molecules: spectra, collisions, cooling, traps, clocks.',
          ],
          [
            'physics.bio-ph',
            'Biological Physics',
            'Physics of living matter, from single molecules to cells, tissues and populations.',
          ],
          [
            'physics.chem-ph',
            'Chemical Physics',
            'Electronic structure, reactions, spectroscopy and dynamics of molecules.',
          ],
          [
            'physics.class-ph',
            'Classical Physics',
            'Mechanics, electromagnetism, waves and thermodynamics without quanta.',
          ],
          [
            'physics.comp-ph',
            'Computational Physics',
            'Simulation methods and other computation for physics.',
          ],
          [
            'physics.data-an',
            'Data Analysis, Statistics and Probability',
            'Methods for measuring, analysing and interpreting data in physics.',
          ],
          ['physics.ed-ph', 'Physics Education', 'Research on how physics is taught and learned.'],
          [
            'physics.flu-dyn',
            'Fluid Dynamics',
            'Liquids and gases in motion: turbulence, waves, mixing, flow around and through things.',
          ],
          [
            'physics.gen-ph',
            'General Physics',
            'Physics papers of general scope that no other category covers.',
          ],
          [
            'physics.geo-ph',
            'Geophysics',
            'Earthquakes, the solid Earth, its fields, and exploring what lies beneath.',
          ],
          [
            'physics.hist-ph',
            'History and Philosophy of Physics',
            'Where the ideas of physics came from and what they mean.',
          ],
          [
            'physics.ins-det',
            'Instrumentation and Detectors',
            'Detectors, electronics and instruments for experiments in physics and beyond.',
          ],
          [
            'physics.med-ph',
            'Medical Physics',
            'Radiotherapy, dosimetry, medical imaging and other physics for health.',
          ],
          [
            'physics.optics',
            'Optics',
            'Light: lasers, fibres, nonlinear optics, imaging, photonic devices and metamaterials.',
          ],
          [
            'physics.plasm-ph',
            'Plasma Physics',
            'Fusion, laser plasmas, space plasmas and low-temperature discharges.',
          ],
          ['physics.pop-ph', 'Popular Physics', 'Physics told to a broad public.'],
          [
            'physics.soc-ph',
            'Physics and Society',
            "Complex networks, collective behaviour, energy and infrastructure seen with a physicist's tools.",
          ],
          [
            'physics.space-ph',
            'Space Physics',
            'The solar wind, magnetospheres, ionospheres and space weather.',
          ],
        ],
      },
      {
        archive: [
          'astro-ph',
          'Astrophysics (all of astro-ph)',
          'Everything in astrophysics: every paper with at least one of the astro-ph categories.',
        ],
        categories: [
          [
            'astro-ph.CO',
            'Cosmology and Nongalactic Astrophysics',
            'The universe as a whole: its origin, expansion, dark matter, dark energy and large-scale structure.',
          ],
          [
            'astro-ph.EP',
            'Earth and Planetary Astrophysics',
            'Planets, moons, comets and asteroids, in the solar system and around other stars.',
          ],
          [
            'astro-ph.GA',
            'Astrophysics of Galaxies',
            'Galaxies, the Milky Way, star clusters and the gas and dust between stars.',
          ],
          [
            'astro-ph.HE',
            'High Energy Astrophysical Phenomena',
            'Black holes, neutron stars, supernovae, gamma-ray bursts and cosmic rays.',
          ],
          [
            'astro-ph.IM',
            'Instrumentation and Methods for Astrophysics',
            'Telescopes, detectors, software and statistics for astronomy.',
          ],
          [
            'astro-ph.SR',
            'Solar and Stellar Astrophysics',
            'The Sun and other stars: how they form, shine, vibrate and end.',
          ],
        ],
      },
      {
        archive: [
          'cond-mat',
          'Condensed Matter (all of cond-mat)',
          'Everything in condensed matter: every paper with at least one of the cond-mat categories.',
        ],
        categories: [
          [
            'cond-mat.dis-nn',
            'Disordered Systems and Neural Networks',
            'Glasses, spin glasses, localisation and the statistical physics of neural networks.',
          ],
          [
            'cond-mat.mes-hall',
            'Mesoscale and Nanoscale Physics',
            'Quantum dots, graphene, two-dimensional electrons, spintronics and quantum Hall physics.',
          ],
          [
            'cond-mat.mtrl-sci',
            'Materials Science',
            'Making, measuring and computing the structure and properties of materials.',
          ],
          [
            'cond-mat.other',
            'Other Condensed Matter',
            'Condensed-matter papers for which no other category fits.',
          ],
          [
            'cond-mat.quant-gas',
            'Quantum Gases',
            'Ultracold atoms and molecules, condensates and optical lattices.',
          ],
          [
            'cond-mat.soft',
            'Soft Condensed Matter',
            'Polymers, colloids, gels, liquid crystals, membranes, grains and active matter.',
          ],
          [
            'cond-mat.stat-mech',
            'Statistical Mechanics',
            'Phase transitions, fluctuations and matter out of equilibrium.',
          ],
          [
            'cond-mat.str-el',
            'Strongly Correlated Electrons',
            'Quantum magnets, Mott insulators, spin liquids and other matter ruled by interactions.',
          ],
          [
            'cond-mat.supr-con',
            'Superconductivity',
            'Superconductors and superfluids: materials, mechanisms and models.',
          ],
        ],
      },
      {
        archive: [
          'nlin',
          'Nonlinear Sciences (all of nlin)',
          'Everything in the nonlinear sciences: every paper with at least one of the nlin categories.',
        ],
        categories: [
          [
            'nlin.AO',
            'Adaptation and Self-Organizing Systems',
            'Order that arises by itself: synchronisation, adaptation, collective dynamics.',
          ],
          ['nlin.CD', 'Chaotic Dynamics', 'Chaos, classical and quantum, and turbulence.'],
          [
            'nlin.CG',
            'Cellular Automata and Lattice Gases',
            'Systems that evolve in steps on a grid by local rules.',
          ],
          ['nlin.PS', 'Pattern Formation and Solitons', 'Patterns, fronts, localised waves and solitons.'],
          [
            'nlin.SI',
            'Exactly Solvable and Integrable Systems',
            'Equations and lattice models that can be solved exactly.',
          ],
        ],
      },
      {
        archive: null,
        categories: [
          [
            'gr-qc',
            'General Relativity and Quantum Cosmology',
            'Gravity: black holes, gravitational waves, cosmology and the search for its quantum theory.',
          ],
          [
            'hep-ex',
            'High Energy Physics - Experiment',
            'Results of particle-physics experiments, at colliders and elsewhere.',
          ],
          [
            'hep-lat',
            'High Energy Physics - Lattice',
            'Quantum field theory computed on a space-time lattice.',
          ],
          [
            'hep-ph',
            'High Energy Physics - Phenomenology',
            'Particle theory that meets experiment: models, predictions, effective theories.',
          ],
          [
            'hep-th',
            'High Energy Physics - Theory',
            'Formal quantum field theory, strings, supersymmetry and holography.',
          ],
          [
            'math-ph',
            'Mathematical Physics',
            'Mathematics that makes physical theories precise, and methods developed for them.',
          ],
          [
            'nucl-ex',
            'Nuclear Experiment',
            'Experiments on nuclei, their reactions and decays, and on hot nuclear matter.',
          ],
          ['nucl-th', 'Nuclear Theory', 'Theory of nuclei, nuclear forces, reactions and dense matter.'],
          [
            'quant-ph',
            'Quantum Physics',
            'Quantum information and computing, foundations, optics and control.',
          ],
        ],
      },
    ],
  },
  {
    name: 'Quantitative Biology',
    archives: [
      {
        archive: [
          'q-bio',
          'Quantitative Biology (all of q-bio)',
          'Everything in quantitative biology: every paper with at least one of the q-bio categories.',
        ],
        categories: [
          [
            'q-bio.BM',
            'Biomolecules',
            'Proteins, DNA, RNA and lipids: structure, folding, interaction, design.',
          ],
          ['q-bio.CB', 'Cell Behavior', 'How cells signal, move, divide, develop and die.'],
          [
            'q-bio.GN',
            'Genomics',
            'Genomes: sequencing, assembly, regulation, variation and their evolution.',
          ],
          ['q-bio.MN', 'Molecular Networks', 'Gene regulation, signalling and metabolism as networks.'],
          ['q-bio.NC', 'Neurons and Cognition', 'Neurons, brains, perception, behaviour and models of them.'],
          [
            'q-bio.OT',
            'Other Quantitative Biology',
            'Quantitative biology papers for which no other category fits.',
          ],
          [
            'q-bio.PE',
            'Populations and Evolution',
            'Evolution, ecology, epidemics and the dynamics of populations.',
          ],
          [
            'q-bio.QM',
            'Quantitative Methods',
            'Mathematical, statistical and experimental methods for biology.',
          ],
          [
            'q-bio.SC',
            'Subcellular Processes',
            'Organelles, channels, the cytoskeleton, transport and division within the cell.',
          ],
          [
            'q-bio.TO',
            'Tissues and Organs',
            'Hearts, bones, vessels, tumours and other tissues, modelled and measured.',
          ],
        ],
      },
    ],
  },
  {
    name: 'Quantitative Finance',
    archives: [
      {
        archive: [
          'q-fin',
          'Quantitative Finance (all of q-fin)',
          'Everything in quantitative finance: every paper with at least one of the q-fin categories.',
        ],
        categories: [
          [
            'q-fin.CP',
            'Computational Finance',
            'Numerical methods for finance: Monte Carlo, differential equations, learning.',
          ],
          [
            'q-fin.EC',
            'Economics',
            'Economics outside finance, under the finance heading; the same list as econ.GN.',
          ],
          ['q-fin.GN', 'General Finance', 'Quantitative methods for finance of general scope.'],
          [
            'q-fin.MF',
            'Mathematical Finance',
            'Stochastic and other mathematics of markets, prices and risk.',
          ],
          ['q-fin.PM', 'Portfolio Management', 'Choosing, weighting and judging investments.'],
          ['q-fin.PR', 'Pricing of Securities', 'Valuing and hedging options and other securities.'],
          ['q-fin.RM', 'Risk Management', 'Measuring and handling risk in banks, insurers and markets.'],
          ['q-fin.ST', 'Statistical Finance', 'Statistics and econophysics of market and economic data.'],
          [
            'q-fin.TR',
            'Trading and Market Microstructure',
            'Order books, liquidity, market making and automated trading.',
          ],
        ],
      },
    ],
  },
  {
    name: 'Economics',
    archives: [
      {
        archive: [
          'econ',
          'Economics (all of econ)',
          'Everything in economics: every paper with at least one of the econ categories.',
        ],
        categories: [
          [
            'econ.EM',
            'Econometrics',
            'Statistical methods for economic data, from causal effects to forecasting.',
          ],
          ['econ.GN', 'General Economics', 'Applied, empirical and methodological work across economics.'],
          [
            'econ.TH',
            'Theoretical Economics',
            'Mechanism design, decision theory, games, growth, matching and social choice.',
          ],
        ],
      },
    ],
  },
];

function topic(
  kind: 'archive' | 'category',
  group: string,
  [slug, name, description]: Entry,
): CatalogueTopic {
  return { slug, name, kind, group, description, query: null };
}

/** Archives and categories in the order of the catalogue: each archive stands before its categories. */
export const arxivTopics: readonly CatalogueTopic[] = groups.flatMap(({ name, archives }) =>
  archives.flatMap(({ archive, categories }) => [
    ...(archive === null ? [] : [topic('archive', name, archive)]),
    ...categories.map((category) => topic('category', name, category)),
  ]),
);

/**
 * Six categories are listed under two names; whatever is in one is in the other. Alias and canonical id, as in arXiv's
 * own definitions (https://github.com/arXiv/arxiv-base, `CATEGORY_ALIASES`).
 */
export const categoryAliases: readonly (readonly [alias: string, canonical: string])[] = [
  ['cs.NA', 'math.NA'],
  ['cs.SY', 'eess.SY'],
  ['math.IT', 'cs.IT'],
  ['math.MP', 'math-ph'],
  ['q-fin.EC', 'econ.GN'],
  ['stat.TH', 'math.ST'],
];

const otherName: ReadonlyMap<string, string> = new Map([
  ...categoryAliases,
  ...categoryAliases.map(([alias, canonical]): [string, string] => [canonical, alias]),
]);

/**
 * A paper's categories with the second name of those that have two, as arXiv lists them: some sources give only one
 * (`eess.SY` without `cs.SY`), and who follows the other would miss the paper. Keeps the order, repeats nothing.
 */
export function withAliases(categories: readonly string[]): string[] {
  return [...new Set([...categories, ...categories.flatMap((category) => otherName.get(category) ?? [])])];
}
