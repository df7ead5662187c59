/** Plans whose stages differ in their degrees, or whose replicas differ in their share. */
@NullMarked
package org.ampplanner.nonuniform;

import org.jspecify.annotations.NullMarked;
