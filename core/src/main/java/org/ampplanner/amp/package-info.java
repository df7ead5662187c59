/**
 * AMP as published (Li et al., NeurIPS 2022): its cost model, its layer assignment and its
 * procedure, quirks included. Nothing outside this package knows them.
 */
@NullMarked
package org.ampplanner.amp;

import org.jspecify.annotations.NullMarked;
