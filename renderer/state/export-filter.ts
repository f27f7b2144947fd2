/** A filter of conversations in words, and the query that it stands for. */

export interface Filter {
  /** Days, `2024-03-01`; both are included. */
  readonly from: string;
  readonly to: string;
  readonly title: string;
  readonly project: string;
  readonly model: string;
  /** US dollars. */
  readonly costFrom: string;
  readonly costTo: string;
  /** Separated by commas; one of them is enough. */
  readonly tags: string;
}

export const noFilter: Filter = {
  from: '',
  to: '',
  title: '',
  project: '',
  model: '',
  costFrom: '',
  costTo: '',
  tags: '',
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The day after: times of conversations are texts, and every time of a day is below it. */
function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

const numberIn = (text: string): number | undefined => {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || Number.isNaN(value) ? undefined : value;
};

function range(least: unknown, most: unknown, upper: '$lt' | '$lte'): object | undefined {
  const bounds = {
    ...(least === undefined ? {} : { $gte: least }),
    ...(most === undefined ? {} : { [upper]: most }),
  };
  return Object.keys(bounds).length === 0 ? undefined : bounds;
}

/** Extended JSON; empty for a filter that says nothing. */
export function queryOf(filter: Filter): string {
  const tags = filter.tags
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  const conditions = {
    created_at: range(
      isDay(filter.from) ? filter.from : undefined,
      isDay(filter.to) ? dayAfter(filter.to) : undefined,
      '$lt',
    ),
    title: filter.title.trim() === '' ? undefined : { $regex: escaped(filter.title.trim()), $options: 'i' },
    project_name: filter.project.trim() || undefined,
    model: filter.model.trim() || undefined,
    cost_usd: range(numberIn(filter.costFrom), numberIn(filter.costTo), '$lte'),
    tags: tags.length === 0 ? undefined : { $in: tags },
  };
  const query = JSON.stringify(conditions);
  return query === '{}' ? '' : query;
}
