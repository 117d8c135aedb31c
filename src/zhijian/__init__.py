"""智监 (Zhijian): an open market-supervision platform."""
