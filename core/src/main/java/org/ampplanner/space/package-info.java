/** Search spaces: candidates, constraints and rejections. */
@NullMarked
package org.ampplanner.space;

import org.jspecify.annotations.NullMarked;
