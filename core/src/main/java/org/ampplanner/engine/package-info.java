/** Training software described as data: which kernels it has, what it overlaps, what it keeps. */
@NullMarked
package org.ampplanner.engine;

import org.jspecify.annotations.NullMarked;
