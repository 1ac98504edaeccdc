/** The clock, so that use cases can be run as of any instant. */
export type Clock = () => Date;
