/** Every text of the window in German. */
import { en } from '../en/index.ts';

export const de = en;
