import packageJson from '../package.json' with { type: 'json' };

/** The flags that `npm start` gives to Node: what is measured runs as it does in use. */
export const nodeFlags = packageJson.scripts.start.split(' ').filter((word) => word.startsWith('--'));
