"""The main job from end to end, through the pages, as the people do it who use them."""
