"""A shared mailbox as mbox: who wrote when, and to whom, never what."""
