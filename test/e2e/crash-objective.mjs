/** A trial of 10 to 50 ms in a process of its own. */
export default async ({ x }) => {
  await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 40));
  return x * x;
};
