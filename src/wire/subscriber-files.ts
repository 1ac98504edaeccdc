import { subscribersCsv } from '../adapters/files/subscribers-csv.ts';
import { suppressionsCsv } from '../adapters/files/suppressions-csv.ts';
import type { SuppressionFiles } from '../app/bounces/suppression-files.ts';
import type { SubscriberFiles } from '../app/subscribers/subscriber-files.ts';

/** How files of subscribers are read and written. */
export const subscriberFiles: SubscriberFiles = subscribersCsv;

/** How lists of what must not be mailed are read. */
export const suppressionFiles: SuppressionFiles = suppressionsCsv;
