import type { Look } from "./alert";

/** What is known of a device or a station right now; each looks different from the others and from zero. */
export type Link = "up" | "late" | "down" | "maintenance" | "new";

export interface LinkLook extends Look {
  meaning: string;
}

export const LINKS: Record<Link, LinkLook> = {
  up: {
    word: "在线",
    shape: "online",
    colour: "#389e0d",
    ink: "#237804",
    rank: 3,
    meaning: "心跳正常",
  },
  late: {
    word: "迟报",
    shape: "late",
    colour: "#d48806",
    ink: "#8c5a00",
    rank: 1,
    meaning: "心跳超过应到时间，仍在宽限期内",
  },
  down: { word: "离线", shape: "down", colour: "#434343", ink: "#262626", rank: 0, meaning: "超过宽限期没有心跳" },
  maintenance: {
    word: "停机申报",
    shape: "maintenance",
    colour: "#722ed1",
    ink: "#531dab",
    rank: 2,
    meaning: "已申报的停机或检修",
  },
  new: {
    word: "未接入",
    shape: "unknown",
    colour: "#8c8c8c",
    ink: "#595959",
    rank: 4,
    meaning: "从未收到数据，不等于零",
  },
};

/** Out of business: its connection asks nobody to act. */
export const OUT_OF_BUSINESS: LinkLook = {
  word: "停业",
  shape: "closed",
  colour: "#8c8c8c",
  ink: "#595959",
  rank: 5,
  meaning: "暂停营业或已关停",
};

const isLink = (value: unknown): value is Link => typeof value === "string" && value in LINKS;

/** How a connection looks; a state this console does not know counts as nothing known. */
export const linkLook = (link: string | null | undefined): LinkLook => LINKS[isLink(link) ? link : "new"];

/** How a station looks on the map: its connection, unless it is out of business. */
export const stationLook = (station: { status: string; link: string }): LinkLook =>
  station.status === "operating" ? linkLook(station.link) : OUT_OF_BUSINESS;

export const OWNERSHIP: Record<string, string> = {
  sinopec: "中国石化",
  petrochina: "中国石油",
  sinochem: "中化",
  cnooc: "中国海油",
  other_state: "其他国有",
  private: "民营",
  foreign: "外资",
};

export const OPERATING: Record<string, string> = { operating: "营业", suspended: "暂停营业", closed: "已关停" };
export const OPERATING_MODE: Record<string, string> = { owned: "自营", leased: "租赁", franchised: "特许经营" };
