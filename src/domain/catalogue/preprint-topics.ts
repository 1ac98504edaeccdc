import { longest } from '../lengths.ts';
import type { CatalogueTopic } from './topic.ts';

/** Preprint servers that have categories of their own, beside arXiv. Their names are the archives' slugs. */
export type PreprintServer = 'biorxiv' | 'medrxiv';

const titles: Readonly<Record<PreprintServer, string>> = { biorxiv: 'bioRxiv', medrxiv: 'medRxiv' };
export const preprintServers = Object.keys(titles) as readonly PreprintServer[];
const about: Readonly<Record<PreprintServer, string>> = {
  biorxiv: 'biology',
  medrxiv: 'medicine and health',
};

/** Their subject areas (https://www.biorxiv.org, https://www.medrxiv.org), as their pages write them. */
const categories: Readonly<Record<PreprintServer, readonly string[]>> = {
  biorxiv: [
    'Animal behavior and cognition',
    'Biochemistry',
    'Bioengineering',
    'Bioinformatics',
    'Biophysics',
    'Cancer biology',
    'Cell biology',
    'Developmental biology',
    'Ecology',
    'Evolutionary biology',
    'Genetics',
    'Genomics',
    'Immunology',
    'Microbiology',
    'Molecular biology',
    'Neuroscience',
    'Paleontology',
    'Pathology',
    'Pharmacology and toxicology',
    'Physiology',
    'Plant biology',
    'Scientific communication and education',
    'Synthetic biology',
    'Systems biology',
    'Zoology',
  ],
  medrxiv: [
    'Addiction medicine',
    'Allergy and immunology',
    'Anesthesia',
    'Cardiovascular medicine',
    'Dentistry and oral medicine',
    'Dermatology',
    'Emergency medicine',
    'Endocrinology',
    'Epidemiology',
    'Forensic medicine',
    'Gastroenterology',
    'Genetic and genomic medicine',
    'Geriatric medicine',
    'Health economics',
    'Health informatics',
    'Health policy',
    'Health systems and quality improvement',
    'Hematology',
    'HIV/AIDS',
    'Infectious diseases',
    'Intensive care and critical care medicine',
    'Medical education',
    'Medical ethics',
    'Nephrology',
    'Neurology',
    'Nursing',
    'Nutrition',
    'Obstetrics and gynecology',
    'Occupational and environmental health',
    'Oncology',
    'Ophthalmology',
    'Orthopedics',
    'Otolaryngology',
    'Pain medicine',
    'Palliative medicine',
    'Pathology',
    'Pediatrics',
    'Pharmacology and therapeutics',
    'Primary care research',
    'Psychiatry and clinical psychology',
    'Public and global health',
    'Radiology and imaging',
    'Rehabilitation medicine and physical therapy',
    'Respiratory medicine',
    'Rheumatology',
    'Sexual and reproductive health',
    'Sports medicine',
    'Surgery',
    'Toxicology',
    'Transplantation',
    'Urology',
  ],
};

/**
 * A paper's category as it is kept and followed: `biorxiv.cell-biology` for `cell biology`, `Cell Biology` or
 * `cell_biology`. What stands in brackets ("except HIV/AIDS") is left out. Null for a name without letters.
 */
export function preprintCategory(server: PreprintServer, name: string): string | null {
  if (name.length > longest.slug) return null;
  const [before = ''] = name.toLowerCase().split('(', 1);
  const words = before.split(/[^a-z]+/).filter(Boolean);
  return words.length === 0 ? null : `${server}.${words.join('-')}`;
}

/** A server's topics: all of it, then its categories. Their names say whose they are, as some are of both. */
export function preprintTopics(server: PreprintServer): readonly CatalogueTopic[] {
  const title = titles[server];
  return [
    {
      slug: server,
      name: `${title} (all of it)`,
      description: `Every preprint of ${title}, in all of ${about[server]}.`,
      kind: 'archive',
      group: title,
      query: null,
    },
    ...categories[server].map(
      (name): CatalogueTopic => ({
        slug: preprintCategory(server, name) ?? server,
        name: `${name} (${title})`,
        description: `Preprints of ${title} under “${name}”, not yet peer-reviewed.`,
        kind: 'category',
        group: title,
        query: null,
      }),
    ),
  ];
}

/** A category of any source as readers see it: `bioRxiv: cell biology`; arXiv's are known by their ids, `cs.RO`. */
export function categoryInWords(category: string): string {
  if (category.length > longest.slug) return '';
  const [, server, words = ''] = /^(biorxiv|medrxiv)\.([a-z-]+)$/.exec(category) ?? [];
  if (server !== 'biorxiv' && server !== 'medrxiv') return category;
  return `${titles[server]}: ${words.replaceAll('-', ' ')}`;
}
