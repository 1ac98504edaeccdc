import { subscribersCsv } from '../adapters/files/subscribers-csv.ts';
import type { SubscriberFiles } from '../app/subscribers/subscriber-files.ts';

/** How files of subscribers are read and written. */
export const subscriberFiles: SubscriberFiles = subscribersCsv;
