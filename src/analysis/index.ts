export { forecast, type Forecast, type ForecastOptions, LEAST_RESULTS, type Outlook } from './forecast.ts';
export { type Confirmation, confirmationOf, type ConfirmedTrial } from '../history/confirmation.ts';
export { gainPerHour, type HourlyGain } from './gain-per-hour.ts';
