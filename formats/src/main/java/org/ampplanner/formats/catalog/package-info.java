/**
 * What is built in, and what users add to it: files in folders, one entry each, read when asked.
 */
@NullMarked
package org.ampplanner.formats.catalog;

import org.jspecify.annotations.NullMarked;
