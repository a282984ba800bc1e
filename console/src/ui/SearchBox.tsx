import { Input } from "antd";
import { useEffect, useRef, useState } from "react";

const TYPING_MS = 350;

interface SearchBoxProps {
  value: string;
  onChange: (value: string) => void;
  label: string;
  placeholder?: string;
  className?: string;
}

/** A search field that asks once the person pauses, or at once with Enter. */
export function SearchBox({ value, onChange, label, placeholder, className }: SearchBoxProps) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const say = (text: string) => {
    clearTimeout(timer.current);
    if (text.trim() !== value) onChange(text.trim());
  };
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => say(text), TYPING_MS);
  };
  return (
    <Input.Search
      allowClear
      className={className}
      aria-label={label}
      placeholder={placeholder ?? label}
      value={typed}
      onChange={(event) => type(event.target.value)}
      onSearch={say}
    />
  );
}
