/** Collectives and transfers: who talks to whom, over which links, and how long it takes. */
@NullMarked
package org.ampplanner.collective;

import org.jspecify.annotations.NullMarked;
