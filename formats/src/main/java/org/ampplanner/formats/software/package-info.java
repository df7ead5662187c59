/** What a job says of its training software: its name, or what it does, trait by trait. */
@NullMarked
package org.ampplanner.formats.software;

import org.jspecify.annotations.NullMarked;
