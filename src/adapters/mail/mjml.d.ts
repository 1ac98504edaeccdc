/** What is used here of MJML 5, which comes without types. */
declare module 'mjml' {
  type MjmlOptions = {
    filePath: string;
    /** False: `mj-include` reads files beside and below `filePath`. */
    ignoreIncludes: boolean;
    /** Web fonts to link to when a style names them. */
    fonts: Record<string, string>;
    keepComments: boolean;
    validationLevel: 'strict' | 'soft' | 'skip';
  };
  export default function mjml2html(source: string, options: MjmlOptions): Promise<{ html: string }>;
}
