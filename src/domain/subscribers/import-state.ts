export type ImportState = 'uploaded' | 'checking' | 'checked' | 'importing' | 'done' | 'failed';
