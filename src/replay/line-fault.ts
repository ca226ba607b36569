/** Why a line is not one of a recorded stream. */
export class LineFault extends Error {}
