// Takes the place of intrinsics.ts in the bundle of what is asked for: kept once, before the program ran.
export { Array, Buffer, JSON, Math, Object, Reflect } from './intrinsics';
