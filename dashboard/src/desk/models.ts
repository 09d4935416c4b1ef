import { contourChart, explainTrial, forecast, health, importance } from 'vernier/analysis';

/** What is worked out with surrogate models. It is large, and nothing of it is seen first: a desk loads it when its first charts are painted. */
export const models = { contourChart, explainTrial, forecast, health, importance } as const;

/** What `models` has. */
export type Models = typeof models;
