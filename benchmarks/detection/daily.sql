-- One row per tank and business day. A rise over ten readings, some five to ten minutes, is what an unload shows.
create macro day_of(moment) as cast(cast(moment at time zone 'UTC' as timestamp) + interval 8 hours as date);

create view climbs as
select station_id, tank_id, "at", day_of("at") as day, product_mm, temp_c,
       product_mm - lag(product_mm, 10) over (partition by station_id, tank_id order by "at") as climbed
from tank_readings;

create view gauge_days as
select station_id, tank_id, day,
       arg_min(product_mm, "at") as first_mm, arg_max(product_mm, "at") as last_mm,
       avg(temp_c) as temp_c, count(*) as readings, coalesce(max(climbed), 0) as climbed_mm
from climbs group by all;

create view mapping as
select station_id, nozzle_id, tank_id,
       coalesce(valid_from, timestamptz '1970-01-01 00:00:00+00') as valid_from
from nozzles;

create view sale_days as
select f.station_id, n.tank_id, day_of(f.ended_at) as day,
       sum(case when f.kind = 'test_return' then 0 else f.volume_ml end) / 1000.0 as sold_l,
       count(*) as fills, avg(f.volume_ml) / 1000.0 as mean_fill_l
from fuellings f asof join mapping n
  on f.station_id = n.station_id and f.nozzle_id = n.nozzle_id and f.ended_at >= n.valid_from
group by all;

create view first_tanks as
select station_id, product, min(tank_id) as tank_id from tanks group by all;

create view delivery_days as
select d.station_id, coalesce(d.tank_id, t.tank_id) as tank_id, day_of(d.delivered_at) as day,
       sum(d.documented_volume_ml) / 1000.0 as delivered_l
from deliveries d join first_tanks t using (station_id, product)
group by all;

select g.*, coalesce(s.sold_l, 0.0) as sold_l, coalesce(s.fills, 0) as fills,
       coalesce(s.mean_fill_l, 0.0) as mean_fill_l, coalesce(d.delivered_l, 0.0) as delivered_l
from gauge_days g
left join sale_days s using (station_id, tank_id, day)
left join delivery_days d using (station_id, tank_id, day)
order by station_id, tank_id, day;
