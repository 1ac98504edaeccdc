// In milliseconds. A day has 24 hours here: calendars and their longer days are in zone.ts.
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
