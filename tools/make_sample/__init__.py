"""Make the sample zone in ``geodata/``: ``python -m tools.make_sample [FOLDER]``.

The zone is invented, but not at random: arterials, park corners and the programme are authored by
hand in ``layout``, ``sites`` and ``programme``; streets, blocks and plots follow from them. What
varies from plot to plot comes from one seeded ``random.Random``, so every run writes the same
bytes.
"""
