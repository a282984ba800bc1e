export { default } from "./uploads";
