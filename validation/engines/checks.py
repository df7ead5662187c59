"""What the checks of all engines share: one answer for every export that is asked about."""

import io
import json
import os
import sys
import traceback


def answer(check):
    """Runs check(export, ranks, words) for every case on standard input, each in a process of its own."""
    for case in json.load(sys.stdin):
        sys.stdout.flush()
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            complaint = ""
            try:
                os.dup2(2, 1)
                sys.stderr = io.StringIO()
                check(**case)
            except BaseException as error:  # argparse exits, validation asserts
                at = traceback.extract_tb(error.__traceback__)[-1]
                if isinstance(error, SystemExit):
                    error = sys.stderr.getvalue().strip().splitlines()[-1:]
                complaint = f"{type(error).__name__}: {error} ({os.path.basename(at.filename)}:{at.lineno} {at.line})"
            os.write(writer, complaint.replace("\n", " ").replace("\t", " ").encode()[:4000])
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as said:
            print(f"amp:\t{case['export']}\t{said.read()}")
        os.waitpid(child, 0)
