/** Words on the connection with the server, on every page of a study and its trials. */
export const bannerWords = {
  reconnecting: 'The connection to the server is lost.',
  reconnectingHint: 'What is shown stays. The page goes on by itself once the server answers.',
  trouble: 'The server cannot reach its storage.',
  troubleHint: 'What is shown stays, and nothing is lost. The page goes on by itself once the storage is back.',
  loginNeeded: 'You are logged out, or may not see this study.',
  loginHint: 'What is shown stays. Log in on another tab, and this page goes on.',
  logIn: 'Log in',
  deleted: 'This study does not exist any more.',
  deletedHint: 'What is shown is what there was. It is gone when this page is closed.',
  since: (text: string) => `Noticed ${text}.`,
  nextTry: (seconds: number) => `Next try in ${seconds} s.`,
  trying: 'Trying …',
  tryNow: 'Try now',
  stopped: 'This page met an error, and follows the study no more.',
  reload: 'Load the page again',
} as const;
