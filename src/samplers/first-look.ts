/** Why a point of the start-up design is tried. */
export const FIRST_LOOK = 'A first look: points spread evenly over the space.';
