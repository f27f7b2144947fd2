/** What the Collections screen says. */

export const browse = {
  choose: 'Choose a collection on the left to see what is in it.',
};
