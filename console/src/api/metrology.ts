/** Metering: verifications, seals, dispensers' files, plan, acceptance, measured errors, notices. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";

export type Overview = Schemas["MetrologyOverview"];
export type Result = Schemas["NozzleResultOut"];
export type NewResult = Schemas["NozzleResultIn"];
export type VerificationKind = NonNullable<NewResult["kind"]>;
export type DispenserFile = Schemas["DispenserFile"];
export type Seal = Schemas["SealOut"];
export type SealAct = Schemas["SealActIn"];
export type SealPosition = Schemas["SealPositionOut"];
export type Edition = Schemas["EditionOut"];
export type NewEdition = Schemas["EditionIn"];
export type Desk = Schemas["MetrologyDesk"];
export type Acceptance = Schemas["AcceptanceIn"];
export type Appointment = Schemas["AppointmentIn"];
export type AppointmentStep = Schemas["AppointmentStepIn"];
export type Plan = Schemas["PlanIn"];
export type PlanOut = Schemas["PlanOut"];
export type Measured = Schemas["MeasuredOverview"];
export type MeasuredNozzle = Schemas["MeasuredNozzle"];
export type Visit = Schemas["VisitIn"];
export type Breach = Schemas["BreachIn"];
export type BreachNotice = Schemas["BreachOut"];

export const overview = queryOptions({ queryKey: ["metrology", "overview"], queryFn: () => ask(api.GET("/api/v1/metrology")) });

export const editions = queryOptions({ queryKey: ["metrology", "editions"], queryFn: () => ask(api.GET("/api/v1/metrology/editions")) });

export const setEdition = (body: NewEdition) => ask(api.POST("/api/v1/metrology/editions", { body }));

export const positions = queryOptions({ queryKey: ["metrology", "positions"], queryFn: () => ask(api.GET("/api/v1/metrology/seal-positions")) });

export const setPosition = (body: Schemas["SealPositionIn"]) => ask(api.POST("/api/v1/metrology/seal-positions", { body }));

export const desk = queryOptions({ queryKey: ["metrology", "desk"], queryFn: () => ask(api.GET("/api/v1/metrology/settings")) });

export const setDesk = (body: Schemas["MetrologyDeskIn"]) => ask(api.PUT("/api/v1/metrology/settings", { body }));

export const result = (number: number) =>
  queryOptions({ queryKey: ["metrology", "result", number], queryFn: () => ask(api.GET("/api/v1/metrology/results/{number}", { params: { path: { number } } })) });

export const recordResult = (body: NewResult) => ask(api.POST("/api/v1/metrology/results", { body }));

export const dispenserFile = (station: string, dispenser: number) =>
  queryOptions({
    queryKey: ["metrology", "dispenser", station, dispenser],
    queryFn: () => ask(api.GET("/api/v1/metrology/stations/{station_id}/dispensers/{dispenser_id}", { params: { path: { station_id: station, dispenser_id: dispenser } } })),
  });

export const actOnSeal = (body: SealAct) => ask(api.POST("/api/v1/metrology/seals", { body }));

export const closeRepair = (number: number, body: Schemas["RepairCloseIn"]) => ask(api.POST("/api/v1/metrology/repairs/{number}/close", { params: { path: { number } }, body }));

export const acceptDispenser = (body: Acceptance) => ask(api.POST("/api/v1/metrology/acceptances", { body }));

export const askForVerification = (body: Appointment) => ask(api.POST("/api/v1/metrology/appointments", { body }));

export const stepOf = (number: number, body: AppointmentStep) => ask(api.POST("/api/v1/metrology/appointments/{number}/steps", { params: { path: { number } }, body }));

export const makePlan = (body: Plan) => ask(api.POST("/api/v1/metrology/plan", { body }));

export const measured = queryOptions({ queryKey: ["metrology", "measured"], queryFn: () => ask(api.GET("/api/v1/metrology/measured")) });

export const measuredNozzle = (station: string, nozzle: number) =>
  queryOptions({
    queryKey: ["metrology", "measured", station, nozzle],
    queryFn: () => ask(api.GET("/api/v1/metrology/measured/{station_id}/{nozzle_id}", { params: { path: { station_id: station, nozzle_id: nozzle } } })),
  });

export const recordVisit = (body: Visit) => ask(api.POST("/api/v1/metrology/visits", { body }));

export const prepareNotice = (body: Breach) => ask(api.POST("/api/v1/metrology/notices", { body }));

export const sendNotice = (number: number) => ask(api.POST("/api/v1/metrology/notices/{number}/send", { params: { path: { number } } }));
