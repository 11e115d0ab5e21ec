// The panels, in the order of their tabs.
import type { CreatePanel } from '../panel';
import { CapturePanel } from './capture';
import { ChartsPanel } from './charts';
import { DetailsPanel } from './details';
import { EdgesPanel } from './edges';
import { SequencePanel } from './sequence';
import { TablePanel } from './table';
import 'uplot/dist/uPlot.min.css';
import './panels.css';

export const PANELS: readonly CreatePanel[] = [
  (context) => new DetailsPanel(context),
  (context) => new EdgesPanel(context),
  (context) => new SequencePanel(context),
  (context) => new TablePanel(context),
  (context) => new ChartsPanel(context),
  (context) => new CapturePanel(context),
];
