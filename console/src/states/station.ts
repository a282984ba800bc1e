import { tr } from "@/lang";

import type { Look } from "./alert";

/** What is known of a device or a station right now; each looks different from the others and from zero. */
export type Link = "up" | "late" | "down" | "maintenance" | "new";

export interface LinkLook extends Look {
  meaning: string;
}

export const LINKS: Record<Link, LinkLook> = {
  up: {
    word: tr("在线", "Online"),
    shape: "online",
    colour: "var(--green)",
    ink: "var(--green-ink)",
    rank: 3,
    meaning: tr("心跳正常", "Heartbeats arrive in time"),
  },
  late: {
    word: tr("迟报", "Late"),
    shape: "late",
    colour: "var(--late)",
    ink: "var(--late-ink)",
    rank: 1,
    meaning: tr("心跳超过应到时间，仍在宽限期内", "A heartbeat is overdue, within the time of grace"),
  },
  down: {
    word: tr("离线", "Offline"),
    shape: "down",
    colour: "var(--down)",
    ink: "var(--down-ink)",
    rank: 0,
    meaning: tr("超过宽限期没有心跳", "No heartbeat beyond the time of grace"),
  },
  maintenance: {
    word: tr("停机申报", "Announced downtime"),
    shape: "maintenance",
    colour: "var(--purple)",
    ink: "var(--purple-ink)",
    rank: 2,
    meaning: tr("已申报的停机或检修", "Downtime or maintenance that was announced"),
  },
  new: {
    word: tr("未接入", "Not connected"),
    shape: "unknown",
    colour: "var(--grey)",
    ink: "var(--grey-ink)",
    rank: 4,
    meaning: tr("从未收到数据，不等于零", "No data ever arrived, which is not zero"),
  },
};

/** Of a device alone: its collector is silent, so it is neither online nor offline by itself. */
export const BEHIND: LinkLook = {
  word: tr("状态未知", "Not known"),
  shape: "behind",
  colour: "var(--grey)",
  ink: "var(--grey-ink)",
  rank: 2,
  meaning: tr("因采集终端离线，状态未知", "Its collector is offline: nobody knows how it is"),
};

/** Out of business: its connection asks nobody to act. */
export const OUT_OF_BUSINESS: LinkLook = {
  word: tr("停业", "Not in business"),
  shape: "closed",
  colour: "var(--grey)",
  ink: "var(--grey-ink)",
  rank: 5,
  meaning: tr("暂停营业或已关停", "Suspended or closed down"),
};

const isLink = (value: unknown): value is Link => typeof value === "string" && value in LINKS;

/** How a connection looks; a state this console does not know counts as nothing known. */
export const linkLook = (link: string | null | undefined): LinkLook => (link === "unknown" ? BEHIND : LINKS[isLink(link) ? link : "new"]);

/** How a station looks on the map: its connection, unless it is out of business. */
export const stationLook = (station: { status: string; link: string }): LinkLook =>
  station.status === "operating" ? linkLook(station.link) : OUT_OF_BUSINESS;

export const OWNERSHIP: Record<string, string> = {
  sinopec: tr("中国石化", "Sinopec"),
  petrochina: tr("中国石油", "PetroChina"),
  sinochem: tr("中化", "Sinochem"),
  cnooc: tr("中国海油", "CNOOC"),
  other_state: tr("其他国有", "Other state-owned"),
  private: tr("民营", "Private"),
  foreign: tr("外资", "Foreign"),
};

export const OPERATING: Record<string, string> = { operating: tr("营业", "Operating"), suspended: tr("暂停营业", "Suspended"), closed: tr("已关停", "Closed") };
export const OPERATING_MODE: Record<string, string> = { owned: tr("自营", "Owned"), leased: tr("租赁", "Leased"), franchised: tr("特许经营", "Franchised") };
