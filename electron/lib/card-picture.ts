/** Pictures of model cards at the page's own address, for both hosts: the page reaches no other one. */
import { AppError } from '../../shared/errors.ts';

/** Where the page asks; `url` is the picture's own address. */
export const cardPicturePath = '/card-picture';

/** Throws AppError where there is no picture, or none that may be shown. */
export type FetchPicture = (wish: { url: string }, signal?: AbortSignal) => Promise<{ type: string; body: Buffer }>;

export interface PictureAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

/** A day: a card's pictures seldom change, and looking twice should not fetch twice. */
const keptSeconds = 86_400;

/** Opened alone, a picture (an SVG, say) could run scripts with our address. */
const safety = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};

/** 403 for a picture that is not shown, 404 for one that cannot be had. Rejects with bugs only. */
export async function answerPicture(fetchPicture: FetchPicture, query: URLSearchParams, signal?: AbortSignal): Promise<PictureAnswer> {
  const refuse = (status: number): PictureAnswer => ({ status, headers: { ...safety, 'cache-control': 'no-store' }, body: undefined });
  const url = query.get('url');
  if (!url) return refuse(404);
  try {
    const { type, body } = await fetchPicture({ url }, signal);
    const headers = { ...safety, 'content-type': type, 'cache-control': `private, max-age=${keptSeconds}` };
    return { status: 200, headers, body };
  } catch (error) {
    if (error instanceof AppError) return refuse(error.code === 'hub.picture-refused' ? 403 : 404);
    if (signal?.aborted) return refuse(404);
    throw error;
  }
}
