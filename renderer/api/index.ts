export { call } from './call';
export { onEvents } from './on';
