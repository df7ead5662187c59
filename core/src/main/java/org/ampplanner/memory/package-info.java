/** Memory models: how many bytes each stage needs, by category. */
@NullMarked
package org.ampplanner.memory;

import org.jspecify.annotations.NullMarked;
