/** What the engine benchmark asks. */

/** Questions that small models answer at length. */
export const questions = [
  'Write a long story about a lighthouse keeper and her dog.',
  'Explain in detail how bread is made, step by step.',
  'Describe a day in the life of a bee, with many details.',
  'Tell me everything you know about rivers.',
  'Write a long letter to a friend about a journey by train.',
  'Explain how to plant a garden, with ten long tips.',
  'Describe the four seasons, one long paragraph each.',
  'Write a long speech about the value of friendship.',
  'Explain in detail how a bicycle works.',
  'Tell a long story about a lost key.',
  'Describe how to cook a soup, with every step.',
  'Write a long text about the history of writing.',
  'Give me ten long tips for better sleep.',
  'Describe a walk through an old town in great detail.',
  'Explain at length why people like music.',
  'Write a long story about two neighbours and a fence.',
];

const filler = Array.from(
  { length: 40 },
  (_, index) => `Item ${index}: the blue boat number ${index * 7} waits near the harbour wall.`,
).join(' ');

/** About 800 tokens that begin differently for every `name`. */
export function longPrompt(name: string): string {
  return `List ${name}. ${filler} What does the list say?`;
}

/** About 800 tokens that begin the same within a round, and a question of its own. */
export function sharedPrefix(round: number, question: string): string {
  return `Round ${round}. ${filler} ${question}`;
}
