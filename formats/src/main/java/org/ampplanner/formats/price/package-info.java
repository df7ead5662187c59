/** What nodes cost and draw: figures of the catalogue, and the user's own before them. */
@NullMarked
package org.ampplanner.formats.price;

import org.jspecify.annotations.NullMarked;
