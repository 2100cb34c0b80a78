/** Path of a Chromium: the one that TEXTGATE_CHROMIUM names, else one of the search path; undefined where there is none. */
export declare function findBrowser(): string | undefined
