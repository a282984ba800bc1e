import type { Schemas } from "@/api/client";
import { celsius, decimal, litres, millimetres } from "@/format/quantity";
import { ago, time } from "@/format/time";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";
import { filledShare } from "@/ui/TankBar";

type Tank = Schemas["TankOut"];

interface TankCardProps {
  tank: Tank;
  selected: boolean;
  onSelect: () => void;
}

/** A tank drawn with its level; a click shows its curve. */
export function TankCard({ tank, selected, onSelect }: TankCardProps) {
  const look = productLook(tank.product);
  const stale = tank.level?.stale ?? false;
  const classes = ["tank-card", selected ? "current" : "", stale ? "is-stale" : ""].join(" ");
  return (
    <button type="button" className={classes} aria-pressed={selected} onClick={onSelect}>
      <span className="tank-title">
        <b>{tr(`${tank.tank_id}号罐`, `Tank ${tank.tank_id}`)}</b>
        <span className="product" style={{ borderColor: look.colour }}><i style={{ background: look.colour }} aria-hidden="true" />{look.name}</span>
        {stale ? <em className="tag-stale">{tr("读数已过时", "stale")}</em> : null}
      </span>
      <span className="tank-body">
        <TankDrawing tank={tank} colour={look.colour} />
        {tank.level ? <Figures tank={tank} level={tank.level} /> : <NoReading tank={tank} />}
      </span>
    </button>
  );
}

function Figures({ tank, level }: { tank: Tank; level: NonNullable<Tank["level"]> }) {
  const share = filledShare(tank);
  return (
    <span className="tank-figures">
      <span className="tank-volume">{litres(level.volume_l)}<small>{tr("升", "L")}</small></span>
      <span className="quiet">{share === null ? tr("容积未知", "volume unknown") : tr(`罐容 ${decimal(share * 100)}%`, `${decimal(share * 100)}% full`)} / {litres(tank.capacity_l)} {tr("升", "L")}</span>
      <span>{tr("水位", "Water")} {millimetres(level.water_mm)}</span>
      <span>{tr("油温", "Fuel")} {celsius(level.temp_c)}</span>
      <span className="quiet">{time(level.at)} · {ago(level.at)}</span>
      {level.volume_source === "chart" ? <span className="quiet">{tr("按罐容表由液高换算", "from the height, by the tank chart")}</span> : null}
    </span>
  );
}

function NoReading({ tank }: { tank: Tank }) {
  return (
    <span className="tank-figures">
      <span className="tank-volume none">{tr("无读数", "no reading")}</span>
      <span className="quiet">{tr(`罐容 ${litres(tank.capacity_l)} 升`, `holds ${litres(tank.capacity_l)} L`)}</span>
      <span className="quiet">{tr("还没有收到液位仪数据，不等于空罐", "The gauge never spoke; that is not an empty tank")}</span>
    </span>
  );
}

const WIDTH = 92;
const HEIGHT = 104;

/** Tank seen from its end: liquid by height, water below it, the safe fill as a dashed line. */
function TankDrawing({ tank, colour }: { tank: Tank; colour: string }) {
  const { level } = tank;
  const y = (mm: number) => HEIGHT - 4 - (Math.min(mm, tank.diameter_mm) / tank.diameter_mm) * (HEIGHT - 8);
  const safe = 4 + (1 - Math.min(1, tank.safe_fill_l / tank.capacity_l)) * (HEIGHT - 8);
  const clip = `tank-${tank.tank_id}`;
  return (
    <svg className="tank-drawing" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <defs>
        <clipPath id={clip}><rect x="4" y="4" width={WIDTH - 8} height={HEIGHT - 8} rx="26" /></clipPath>
        <pattern id={`${clip}-none`} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="4" height="8" fill="var(--hatch)" />
        </pattern>
      </defs>
      <g clipPath={`url(#${clip})`}>
        <rect width={WIDTH} height={HEIGHT} fill={level ? "var(--tint)" : `url(#${clip}-none)`} />
        {level ? <rect x="0" y={y(level.product_mm)} width={WIDTH} height={HEIGHT} fill={colour} opacity={level.stale ? 0.35 : 0.82} /> : null}
        {level && level.water_mm > 0 ? <rect x="0" y={y(level.water_mm)} width={WIDTH} height={HEIGHT} fill="#69c0ff" /> : null}
        <line x1="0" x2={WIDTH} y1={safe} y2={safe} stroke="#8c8c8c" strokeDasharray="4 3" />
      </g>
      <rect x="4" y="4" width={WIDTH - 8} height={HEIGHT - 8} rx="26" fill="none" stroke="var(--line-strong)" strokeWidth="2.500" strokeDasharray={level ? undefined : "6 4"} />
    </svg>
  );
}
