/** An API and a page: thin over the workbench, careful with whoever asks. */
@NullMarked
package org.ampplanner.serve;

import org.jspecify.annotations.NullMarked;
