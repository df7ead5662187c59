/**
 * Searches for plans whose stages differ in their degrees, or whose replicas differ in their share.
 */
@NullMarked
package org.ampplanner.stages;

import org.jspecify.annotations.NullMarked;
