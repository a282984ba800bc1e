import { SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { AutoComplete, Input, type InputRef } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";

import * as queries from "@/api/queries";
import { LinkSymbol } from "@/ui/StateSymbol";
import { matches } from "@/ui/matches";

import { useMay } from "./session";

const SHOWN = 12;
const EDITABLE = "input, textarea, select, [contenteditable=true]";

/** Finds a station by name or number from anywhere; `/` jumps into it. */
export function GlobalSearch() {
  const [text, setText] = useState("");
  const input = useRef<InputRef>(null);
  const navigate = useNavigate();
  const may = useMay("map.see");
  const map = useQuery({ ...queries.cityMap, enabled: may });
  useEffect(() => {
    const jump = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest(EDITABLE);
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus({ cursor: "all" });
    };
    window.addEventListener("keydown", jump);
    return () => window.removeEventListener("keydown", jump);
  }, []);

  const options = useMemo(
    () =>
      (map.data?.stations ?? [])
        .filter((station) => text.trim() && matches(station, text))
        .slice(0, SHOWN)
        .map((station) => ({
          value: station.station_id,
          label: (
            <div className="search-hit">
              <span>{station.name}<small>{station.station_id} · {station.region_name}</small></span>
              <LinkSymbol link={station.link} />
            </div>
          ),
        })),
    [map.data, text],
  );
  if (!may) return null;
  return (
    <AutoComplete
      className="global-search"
      value={text}
      options={options}
      onChange={setText}
      onSelect={(id: string) => {
        setText("");
        input.current?.blur();
        void navigate(`/stations/${id}`);
      }}
      notFoundContent={text.trim() ? `没有名称或编号含“${text.trim()}”的加油站` : null}
      popupMatchSelectWidth={340}
    >
      <Input
        ref={input}
        prefix={<SearchOutlined />}
        suffix={<kbd>/</kbd>}
        placeholder="搜索加油站名称或编号"
        aria-label="搜索加油站"
      />
    </AutoComplete>
  );
}
