export type DigestStatus = 'planning' | 'sending' | 'paused' | 'finished' | 'cancelled';
