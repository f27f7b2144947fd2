interface TextListProps {
  readonly title: string;
  readonly items: readonly string[];
}

/** Lines under a title; nothing where there are none. */
export function TextList({ title, items }: TextListProps) {
  if (items.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className="text-list">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}
