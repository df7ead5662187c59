/** Model specs: layers in order, the transformer shorthand, and what training asks of them. */
@NullMarked
package org.ampplanner.model;

import org.jspecify.annotations.NullMarked;
